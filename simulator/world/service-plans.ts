/** A service plan: Microsoft's name, id, and the service behind it. */
export interface ServicePlan {
  name: string;
  id: string;
  type: string;
}

function plan(name: string, id: string, type: string): ServicePlan {
  return { name, id, type };
}

/** The service plans that the simulated SKUs are made of, with Microsoft's own names and ids. */
export const PLANS = {
  exchangeFoundation: plan("EXCHANGE_S_FOUNDATION", "113feb6c-3fe4-4440-bddc-54d774bf0318", "Exchange"),
  exchangeStandard: plan("EXCHANGE_S_STANDARD", "9aaf7827-d63c-4b61-89c3-182f06f82e5c", "Exchange"),
  exchangeEnterprise: plan("EXCHANGE_S_ENTERPRISE", "efb87545-963c-4e0d-99df-69c6916d9eb0", "Exchange"),
  sharePointStandard: plan("SHAREPOINTSTANDARD", "c7699d2e-19aa-44de-8edf-1736da088ca1", "SharePoint"),
  sharePointEnterprise: plan("SHAREPOINTENTERPRISE", "5dbe027f-2339-4123-9542-606e4d348a72", "SharePoint"),
  sharePointStorage: plan("SHAREPOINTSTORAGE", "be5a7ed5-c598-4fcd-a061-5e6724c68a58", "SharePoint"),
  officeOnline: plan("SHAREPOINTWAC", "e95bec33-7c88-4a70-8e19-b10bd9d0c014", "MicrosoftOffice"),
  office: plan("OFFICESUBSCRIPTION", "43de0ff5-c92c-492b-9116-175376d08c38", "MicrosoftOffice"),
  teams: plan("TEAMS1", "57ff2da0-773e-42df-b2af-ffb7a2317929", "TeamspaceAPI"),
  skype: plan("MCOSTANDARD", "0feaeb32-d00e-4d66-bd5a-43b5b83db82c", "MicrosoftCommunicationsOnline"),
  sway: plan("SWAY", "a23b959c-7ce8-4e57-9140-b90eb88a9e97", "SWAY"),
  yammer: plan("YAMMER_ENTERPRISE", "7547a3fe-08ee-4ccb-b430-5077c5041653", "YammerEnterprise"),
  deskless: plan("DESKLESS", "8c7d2df8-86f0-4902-b2ed-a0458298f3b3", "Deskless"),
  entraP1: plan("AAD_PREMIUM", "41781fb2-bc02-4b7c-bd55-b576c07bb09d", "AADPremiumService"),
  entraP2: plan("AAD_PREMIUM_P2", "eec0eb4f-6444-4f95-aba0-50c24d67f998", "AADPremiumService"),
  mfa: plan("MFA_PREMIUM", "8a256a2b-b617-496d-b51b-e76466e88db0", "MultiFactorService"),
  intune: plan("INTUNE_A", "c1ec4a95-1f05-45b3-a911-aa3fa01094f5", "SCO"),
  rights: plan("RMS_S_ENTERPRISE", "bea4c11e-220a-4e6d-8eb8-8ea15d019f90", "RMSOnline"),
  rightsPremium: plan("RMS_S_PREMIUM", "6c57d4b6-3b23-47a5-9bc9-69f17b4947b3", "RMSOnline"),
  powerBiFree: plan("BI_AZURE_P0", "2049e525-b859-401b-b2a0-e0a31c4b1fe4", "PowerBI"),
  powerBiPro: plan("BI_AZURE_P2", "70d33638-9c74-4d01-bfd3-562de28bd4ba", "PowerBI"),
  flowFree: plan("FLOW_P2_VIRAL", "50e68c76-46c6-4674-81f9-75456511b170", "ProcessSimple"),
  formsPro: plan("FORMS_PRO", "97f29a83-1a20-44ff-bf48-5e4ad11f3e51", "OfficeForms"),
  project: plan("PROJECT_CLIENT_SUBSCRIPTION", "fafd7243-e5c1-4a3a-9e40-495efcb1d3c3", "MicrosoftOffice"),
  visio: plan("VISIO_CLIENT_SUBSCRIPTION", "663a804f-1c30-4ff0-9915-9db84f0d1cea", "MicrosoftOffice"),
  visioOnline: plan("VISIOONLINE", "2bdbaf8f-738f-4ac7-9234-3c3ee2ce7d0f", "SharePoint"),
  copilotApps: plan("M365_COPILOT_APPS", "a62f8878-de10-42f3-b68f-6149a25ceb97", "Bing"),
  copilotTeams: plan("M365_COPILOT_TEAMS", "b95945de-b3bd-46db-8437-f2beb6ea2347", "Bing"),
} satisfies Record<string, ServicePlan>;
