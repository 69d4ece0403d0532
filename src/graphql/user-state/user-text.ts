import type { UserTextField } from "../../model/imported-fields.js";

/** What each text field of a person says; shared by the type, its filter and its order. */
export const USER_TEXT: Readonly<Record<UserTextField, string>> = {
  displayName: "The name shown for the person.",
  companyName: "The company the person works for.",
  department: "The department.",
  mail: "The mail address.",
  givenName: "The first name.",
  surname: "The family name.",
  jobTitle: "The job title.",
  state: "The state or province of the address.",
  postalCode: "The postal code of the address.",
  streetAddress: "The street of the address.",
  city: "The city of the address.",
  preferredLanguage: "The preferred language, for example `en-US`.",
  usageLocation: "The two-letter country whose law governs the services.",
  userPrincipalName: "The sign-in name.",
  officeLocation: "The office.",
  country: "The country of the address.",
  userType: "`Member` or `Guest`.",
};
