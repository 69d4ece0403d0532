import { Field, ID, ObjectType } from "type-graphql";
import { AsOf } from "../as-of/as-of.type.js";
import { connectionOf } from "../connection/connection.type.js";
import { Node } from "../node/node.type.js";
import { Person } from "../person/person.type.js";
import { AssignedLicense, ExtensionAttribute } from "./user-parts.type.js";
import { USER_TEXT } from "./user-text.js";

function Text(description: string): PropertyDecorator {
  return Field(() => String, { nullable: true, description });
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
