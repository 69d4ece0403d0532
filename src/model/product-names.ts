import type { Guid } from "./guid.js";

/** What common SKUs are called, by part number; written by hand. An imported list of Microsoft's goes before it. */
const PRODUCT_NAMES: Readonly<Record<string, string>> = {
  AAD_BASIC: "Microsoft Entra Basic",
  AAD_PREMIUM: "Microsoft Entra ID P1",
  AAD_PREMIUM_P2: "Microsoft Entra ID P2",
  ATP_ENTERPRISE: "Microsoft Defender for Office 365 (Plan 1)",
  DESKLESSPACK: "Office 365 F3",
  DEVELOPERPACK_E5: "Microsoft 365 E5 Developer",
  DYN365_ENTERPRISE_CUSTOMER_SERVICE: "Dynamics 365 Customer Service Enterprise",
  DYN365_ENTERPRISE_SALES: "Dynamics 365 Sales Enterprise",
  DYN365_ENTERPRISE_TEAM_MEMBERS: "Dynamics 365 Team Members",
  EMS: "Enterprise Mobility + Security E3",
  EMSPREMIUM: "Enterprise Mobility + Security E5",
  ENTERPRISEPACK: "Office 365 E3",
  ENTERPRISEPACKPLUS_FACULTY: "Office 365 A3 for faculty",
  ENTERPRISEPACKPLUS_STUDENT: "Office 365 A3 for students",
  ENTERPRISEPREMIUM: "Office 365 E5",
  ENTERPRISEPREMIUM_NOPSTNCONF: "Office 365 E5 without Audio Conferencing",
  EXCHANGEARCHIVE_ADDON: "Exchange Online Archiving for Exchange Online",
  EXCHANGEDESKLESS: "Exchange Online Kiosk",
  EXCHANGEENTERPRISE: "Exchange Online (Plan 2)",
  EXCHANGESTANDARD: "Exchange Online (Plan 1)",
  FLOW_FREE: "Microsoft Power Automate Free",
  FLOW_PER_USER: "Power Automate per user plan",
  IDENTITY_THREAT_PROTECTION: "Microsoft 365 E5 Security",
  INFORMATION_PROTECTION_COMPLIANCE: "Microsoft 365 E5 Compliance",
  INTUNE_A: "Microsoft Intune Plan 1",
  M365EDU_A1: "Microsoft 365 A1",
  M365EDU_A3_FACULTY: "Microsoft 365 A3 for faculty",
  M365EDU_A3_STUDENT: "Microsoft 365 A3 for students",
  M365EDU_A5_FACULTY: "Microsoft 365 A5 for faculty",
  M365EDU_A5_STUDENT: "Microsoft 365 A5 for students",
  M365_F1: "Microsoft 365 F1",
  MCOEV: "Microsoft Teams Phone Standard",
  MCOMEETADV: "Microsoft 365 Audio Conferencing",
  MCOPSTN1: "Microsoft 365 Domestic Calling Plan",
  MCOPSTN2: "Microsoft 365 Domestic and International Calling Plan",
  MEETING_ROOM: "Microsoft Teams Rooms Standard",
  MICROSOFT_BUSINESS_CENTER: "Microsoft Business Center",
  Microsoft_365_Copilot: "Microsoft 365 Copilot",
  Microsoft_Teams_Rooms_Basic: "Microsoft Teams Rooms Basic",
  Microsoft_Teams_Rooms_Pro: "Microsoft Teams Rooms Pro",
  O365_BUSINESS: "Microsoft 365 Apps for business",
  O365_BUSINESS_ESSENTIALS: "Microsoft 365 Business Basic",
  O365_BUSINESS_PREMIUM: "Microsoft 365 Business Standard",
  OFFICESUBSCRIPTION: "Microsoft 365 Apps for enterprise",
  PBI_PREMIUM_PER_USER: "Power BI Premium Per User",
  PHONESYSTEM_VIRTUALUSER: "Microsoft Teams Phone Resource Account",
  POWERAPPS_DEV: "Microsoft Power Apps for Developer",
  POWERAPPS_VIRAL: "Microsoft Power Apps Plan 2 Trial",
  POWER_BI_PRO: "Power BI Pro",
  POWER_BI_STANDARD: "Microsoft Fabric (Free)",
  PROJECTPREMIUM: "Project Plan 5",
  PROJECTPROFESSIONAL: "Project Plan 3",
  PROJECT_P1: "Project Plan 1",
  RIGHTSMANAGEMENT: "Azure Information Protection Plan 1",
  RIGHTSMANAGEMENT_ADHOC: "Rights Management Adhoc",
  SHAREPOINTENTERPRISE: "SharePoint Online (Plan 2)",
  SHAREPOINTSTANDARD: "SharePoint Online (Plan 1)",
  SPB: "Microsoft 365 Business Premium",
  SPE_E3: "Microsoft 365 E3",
  SPE_E5: "Microsoft 365 E5",
  SPE_F1: "Microsoft 365 F3",
  STANDARDPACK: "Office 365 E1",
  STANDARDWOFFPACK_FACULTY: "Office 365 A1 for faculty",
  STANDARDWOFFPACK_STUDENT: "Office 365 A1 for students",
  STREAM: "Microsoft Stream",
  TEAMS_EXPLORATORY: "Microsoft Teams Exploratory",
  THREAT_INTELLIGENCE: "Microsoft Defender for Office 365 (Plan 2)",
  VISIOCLIENT: "Visio Plan 2",
  VISIOONLINE_PLAN1: "Visio Plan 1",
  WACONEDRIVESTANDARD: "OneDrive for Business (Plan 1)",
  WIN10_VDA_E3: "Windows 10/11 Enterprise E3",
  WIN10_VDA_E5: "Windows 10/11 Enterprise E5",
  WINDOWS_STORE: "Windows Store for Business",
  WIN_DEF_ATP: "Microsoft Defender for Endpoint P2",
};

/** The built-in name of a SKU; null for one that is not common. */
export function builtInProductName(partNumber: string | null): string | null {
  if (partNumber === null || !Object.hasOwn(PRODUCT_NAMES, partNumber)) return null;
  return PRODUCT_NAMES[partNumber] ?? null;
}

/** Characters that the name of a product may have. */
export const MOST_NAME_LETTERS = 512;

/** Names as Microsoft publishes them. */
export interface PublishedNames {
  /** By the id of the SKU. */
  readonly products: ReadonlyMap<Guid, string>;
  /** By the id of the service plan. */
  readonly plans: ReadonlyMap<Guid, string>;
}
