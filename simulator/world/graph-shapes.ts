/** One license of a person, as Graph writes it. */
export interface GraphLicense {
  skuId: string;
  disabledPlans: string[];
}

/** The fifteen attributes, extensionAttribute1 to extensionAttribute15. */
export type GraphExtensionAttributes = Record<string, string | null>;

/** An expanded manager: slim, full, of a type that is not a user, or an empty object. */
export interface GraphManager {
  "@odata.type"?: string;
  id?: string;
  displayName?: string | null;
  userPrincipalName?: string | null;
  mail?: string | null;
  jobTitle?: string | null;
}

/** A person as GET /users writes them; `manager` only appears with $expand, and not always then. */
export interface GraphUser {
  id: string;
  displayName: string | null;
  companyName: string | null;
  department: string | null;
  mail: string | null;
  givenName: string | null;
  surname: string | null;
  jobTitle: string | null;
  state: string | null;
  postalCode: string | null;
  streetAddress: string | null;
  city: string | null;
  preferredLanguage: string | null;
  usageLocation: string | null;
  assignedLicenses: GraphLicense[];
  userPrincipalName: string | null;
  officeLocation: string | null;
  onPremisesExtensionAttributes: GraphExtensionAttributes | null;
  country: string | null;
  userType: string | null;
  manager?: GraphManager | null;
}

/** Properties the simulator also knows, so that asking for them is no error. */
export interface ExtraUserProperties {
  businessPhones: string[];
  mobilePhone: string | null;
  accountEnabled: boolean;
  createdDateTime: string;
  licenseAssignmentStates: object[];
}

/** Counts of units by the state of their subscription. */
export interface GraphPrepaidUnits {
  enabled: number;
  suspended: number;
  warning: number;
  lockedOut: number;
}

/** A service plan inside a SKU; `servicePlanType` is undocumented and present in live answers. */
export interface GraphServicePlan {
  servicePlanId: string;
  servicePlanName: string;
  provisioningStatus: string;
  appliesTo: string;
  servicePlanType: string;
}

/** A SKU as GET /subscribedSkus writes it. */
export interface GraphSku {
  id: string;
  accountId: string;
  accountName: string;
  appliesTo: string;
  capabilityStatus: string;
  consumedUnits: number;
  prepaidUnits: GraphPrepaidUnits;
  servicePlans: GraphServicePlan[];
  skuId: string;
  skuPartNumber: string;
  subscriptionIds: string[];
}
