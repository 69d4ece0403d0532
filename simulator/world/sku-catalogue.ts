import { PLANS, type ServicePlan } from "./service-plans.js";

/** How a tenant's subscription to a SKU goes through time. */
export type SubscriptionCourse =
  | "steady" /* bought in lots, a little more than is used */
  | "short" /* fewer units enabled than consumed */
  | "lapsing" /* now and then expires: warning, suspended, locked out, renewed */
  | "bought" /* bought, used for a while, dropped, bought again */
  | "forgotten" /* dropped from the list while people go on holding it */
  | "free" /* a number of units that nobody paid for */
  | "storage"; /* a Company-wide quantity */

/** A SKU that tenants of the simulated cloud can own, with Microsoft's part number and id. */
export interface CatalogueSku {
  skuId: string;
  partNumber: string;
  course: SubscriptionCourse;
  /** Of 1,000 people this many hold it. */
  perThousand: number;
  role: "base" | "add-on" | "company";
  plans: readonly ServicePlan[];
  freeUnits?: number;
}

const P = PLANS;
const SUITE = [
  P.exchangeEnterprise,
  P.sharePointEnterprise,
  P.officeOnline,
  P.office,
  P.teams,
  P.skype,
  P.sway,
  P.yammer,
];
const SECURITY = [P.entraP1, P.mfa, P.intune, P.rights, P.rightsPremium];
const BUSINESS = [P.exchangeStandard, P.sharePointStandard, P.officeOnline, P.teams, P.skype, P.sway, P.yammer];
const VISIO = [P.visio, P.visioOnline, P.exchangeFoundation];

type Row = [string, string, CatalogueSku["role"], SubscriptionCourse, number, readonly ServicePlan[], number?];

const ROWS: readonly Row[] = [
  ["05e9a617-0261-4cee-bb44-138d3ef5d965", "SPE_E3", "base", "steady", 400, [...SUITE, ...SECURITY]],
  [
    "06ebc4ee-1bb5-47dd-8120-11324bc54e06",
    "SPE_E5",
    "base",
    "steady",
    140,
    [...SUITE, ...SECURITY, P.entraP2, P.powerBiPro],
  ],
  ["6fd2c87f-b296-42f0-b197-1e91e994b900", "ENTERPRISEPACK", "base", "steady", 100, SUITE],
  ["18181a46-0d4e-45cd-891e-60aabd171b4e", "STANDARDPACK", "base", "lapsing", 60, BUSINESS],
  [
    "66b55226-6b4f-492c-910c-a3b7a3c9d993",
    "SPE_F1",
    "base",
    "steady",
    90,
    [P.exchangeFoundation, P.teams, P.deskless, ...SECURITY],
  ],
  ["f245ecc8-75af-4f8e-b61f-27d8114de5f3", "O365_BUSINESS_PREMIUM", "base", "steady", 50, [...BUSINESS, P.office]],
  ["4b9405b0-7788-4568-add1-99614e613b69", "EXCHANGESTANDARD", "base", "lapsing", 40, [P.exchangeStandard]],
  ["efccb6f7-5641-4e0e-bd10-b4976e1bf68e", "EMS", "add-on", "short", 150, SECURITY],
  [
    "f30db892-07e9-47e9-837c-80727f46fd3d",
    "FLOW_FREE",
    "add-on",
    "free",
    350,
    [P.flowFree, P.exchangeFoundation],
    10_000,
  ],
  [
    "a403ebcc-fae0-4ca2-8c8c-7a907fd6c235",
    "POWER_BI_STANDARD",
    "add-on",
    "free",
    300,
    [P.powerBiFree, P.exchangeFoundation],
    10_000,
  ],
  ["e2ae107b-a571-426f-9367-6d4c8f1390ba", "FORMS_PRO", "add-on", "free", 20, [P.formsPro], 1_000_000],
  [
    "f8a1db68-be16-40ed-86d5-cb42ce701560",
    "POWER_BI_PRO",
    "add-on",
    "steady",
    80,
    [P.powerBiPro, P.exchangeFoundation],
  ],
  [
    "53818b1b-4a27-454b-8896-0dba576410e6",
    "PROJECTPROFESSIONAL",
    "add-on",
    "steady",
    30,
    [P.project, P.exchangeFoundation],
  ],
  ["c5928f49-12ba-48f7-ada3-0d743a3601d5", "VISIOCLIENT", "add-on", "bought", 40, VISIO],
  [
    "639dec6b-bb19-468b-871c-c5c441c4b0cb",
    "Microsoft_365_Copilot",
    "add-on",
    "bought",
    60,
    [P.copilotApps, P.copilotTeams],
  ],
  [
    "710779e8-3d4a-4c88-adb9-386c958d1fdf",
    "TEAMS_EXPLORATORY",
    "add-on",
    "forgotten",
    15,
    [P.teams, P.exchangeFoundation],
  ],
  ["99049c9c-6011-4908-bf17-15f496e6519d", "SHAREPOINTSTORAGE", "company", "storage", 0, [P.sharePointStorage]],
];

/** Every SKU of the simulated cloud. */
export const CATALOGUE: readonly CatalogueSku[] = ROWS.map(
  ([skuId, partNumber, role, course, perThousand, plans, freeUnits]) => ({
    skuId,
    partNumber,
    role,
    course,
    perThousand,
    plans,
    ...(freeUnits === undefined ? {} : { freeUnits }),
  }),
);

/** The SKUs of which a person holds at most one. */
export const BASE_SKUS = CATALOGUE.filter((sku) => sku.role === "base");

/** The SKUs a person holds beside it. */
export const ADD_ON_SKUS = CATALOGUE.filter((sku) => sku.role === "add-on");
