import type { SnapshotDate } from "../../model/snapshot-date.js";
import type { UserStateAnswer } from "../../query/answers.js";
import { toAsOfDay } from "../as-of/as-of.type.js";
import { formatNodeId } from "../node-id.js";
import { toPerson } from "../person/person.type.js";
import { toExtensionAttributes } from "./user-parts.type.js";
import type { UserState } from "./user-state.type.js";

/**
 * A person's day as the API shows it. A page is thousands of values of which a question wants some, so each is made when it is
 * asked for; nothing is copied. `today` is null where nobody asked how old the day is.
 */
export class UserStateView implements UserState {
  constructor(
    private readonly answer: UserStateAnswer,
    private readonly requested: SnapshotDate | null,
    private readonly today: SnapshotDate | null,
  ) {}

  get id() {
    const { person, date, revision } = this.answer;
    return formatNodeId("UserState", person.tenantId, date, revision, person.entraId);
  }
  get person() {
    return toPerson(this.answer.person);
  }
  get asOf() {
    return toAsOfDay(this.answer.date, this.requested, this.today);
  }
  get managerId() {
    return this.answer.managerId;
  }
  get manager() {
    return this.answer.manager && toPerson(this.answer.manager);
  }
  get extensionAttributes() {
    return toExtensionAttributes(this.answer.extensionAttributes);
  }
  get licenses() {
    return this.answer.licenses;
  }
  get displayName() {
    return this.answer.attributes.displayName;
  }
  get givenName() {
    return this.answer.attributes.givenName;
  }
  get surname() {
    return this.answer.attributes.surname;
  }
  get userPrincipalName() {
    return this.answer.attributes.userPrincipalName;
  }
  get mail() {
    return this.answer.attributes.mail;
  }
  get userType() {
    return this.answer.attributes.userType;
  }
  get companyName() {
    return this.answer.attributes.companyName;
  }
  get department() {
    return this.answer.attributes.department;
  }
  get jobTitle() {
    return this.answer.attributes.jobTitle;
  }
  get officeLocation() {
    return this.answer.attributes.officeLocation;
  }
  get streetAddress() {
    return this.answer.attributes.streetAddress;
  }
  get city() {
    return this.answer.attributes.city;
  }
  get state() {
    return this.answer.attributes.state;
  }
  get postalCode() {
    return this.answer.attributes.postalCode;
  }
  get country() {
    return this.answer.attributes.country;
  }
  get usageLocation() {
    return this.answer.attributes.usageLocation;
  }
  get preferredLanguage() {
    return this.answer.attributes.preferredLanguage;
  }
}
