import { Field, ID, Int, ObjectType } from "type-graphql";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import type { UserStateAnswer } from "../../query/answers.js";
import { AsOf, toAsOfDay } from "../as-of/as-of.type.js";
import { connectionOf } from "../connection/connection.type.js";
import { Node } from "../node/node.type.js";
import { formatNodeId } from "../node-id.js";
import { Person, toPerson } from "../person/person.type.js";
import { Sku } from "../sku/sku.type.js";
import { USER_TEXT } from "./user-text.js";

function Text(description: string): PropertyDecorator {
  return Field(() => String, { nullable: true, description });
}

@ObjectType({
  simpleResolvers: true,
  description: "One of the fifteen on-premises extension attributes, with a value.",
})
export class ExtensionAttribute {
  @Field(() => Int, { description: "Its number, 1 to 15." })
  n!: number;

  @Field(() => String, { description: "Microsoft's name of it, for example `extensionAttribute3`." })
  name!: string;

  @Field(() => String, { description: "The text, as it came." })
  value!: string;
}

@ObjectType({ simpleResolvers: true, description: "A SKU that a person holds." })
export class AssignedLicense {
  @Field(() => Sku, { description: "The SKU held." })
  sku!: Sku;

  @Field(() => [ID], { description: "Microsoft's ids of the service plans switched off for this person." })
  disabledPlanIds!: readonly string[];
}

@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: "One person on one day, as Microsoft had it: null is null, and an empty text is an empty text.",
})
export class UserState extends Node {
  @Field(() => Person, { description: "The person, across days." })
  person!: Person;

  @Field(() => AsOf, { description: "The day this state is of." })
  asOf!: AsOf;

  @Text(USER_TEXT.displayName)
  displayName!: string | null;

  @Text(USER_TEXT.givenName)
  givenName!: string | null;

  @Text(USER_TEXT.surname)
  surname!: string | null;

  @Text(USER_TEXT.userPrincipalName)
  userPrincipalName!: string | null;

  @Text(USER_TEXT.mail)
  mail!: string | null;

  @Text(USER_TEXT.userType)
  userType!: string | null;

  @Text(USER_TEXT.companyName)
  companyName!: string | null;

  @Text(USER_TEXT.department)
  department!: string | null;

  @Text(USER_TEXT.jobTitle)
  jobTitle!: string | null;

  @Text(USER_TEXT.officeLocation)
  officeLocation!: string | null;

  @Text(USER_TEXT.streetAddress)
  streetAddress!: string | null;

  @Text(USER_TEXT.city)
  city!: string | null;

  @Text(USER_TEXT.state)
  state!: string | null;

  @Text(USER_TEXT.postalCode)
  postalCode!: string | null;

  @Text(USER_TEXT.country)
  country!: string | null;

  @Text(USER_TEXT.usageLocation)
  usageLocation!: string | null;

  @Text(USER_TEXT.preferredLanguage)
  preferredLanguage!: string | null;

  @Field(() => ID, {
    nullable: true,
    description: "Microsoft's id of the manager, who may be no person of the tenant.",
  })
  managerId!: string | null;

  @Field(() => Person, { nullable: true, description: "The manager; null when there is none, or none in the tenant." })
  manager!: Person | null;

  @Field(() => [ExtensionAttribute], { description: "The extension attributes that have a value, by number." })
  extensionAttributes!: readonly ExtensionAttribute[];

  @Field(() => [AssignedLicense], { description: "The SKUs held that day." })
  licenses!: readonly AssignedLicense[];
}

@ObjectType({ simpleResolvers: true, description: "A page of people on a day." })
export class UserStateConnection extends connectionOf(UserState, "UserState") {
  @Field(() => AsOf, { description: "Which days the list stands on." })
  asOf!: AsOf;
}

/** A person's day as the API shows it. `today` is null where nobody asked how old it is. */
export function toUserState(
  answer: UserStateAnswer,
  requested: SnapshotDate | null,
  today: SnapshotDate | null,
): UserState {
  const { person, date, revision } = answer;
  return {
    ...answer,
    id: formatNodeId("UserState", person.tenantId, date, revision, person.entraId),
    person: toPerson(person),
    asOf: toAsOfDay(date, requested, today),
    manager: answer.manager && toPerson(answer.manager),
    extensionAttributes: toExtensionAttributes(answer.extensionAttributes),
  };
}

function toExtensionAttributes(values: readonly (string | null)[]): ExtensionAttribute[] {
  return values.flatMap((value, index) =>
    value === null ? [] : [{ n: index + 1, name: `extensionAttribute${index + 1}`, value }],
  );
}
