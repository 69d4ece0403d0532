import { Query, Resolver } from "type-graphql";
import { SUBSCRIBED_SKU_SELECT, USER_EXPAND, USER_SELECT } from "../../model/imported-fields.js";
import { DataContract } from "./data-contract.type.js";

const CONTRACT: DataContract = {
  sources: [
    {
      service: "Microsoft Graph",
      request: `GET /v1.0/users?$select=${USER_SELECT.join(",")}&$expand=${USER_EXPAND}`,
      permission: "User.Read.All",
      fields: [...USER_SELECT, "manager/id"],
    },
    {
      service: "Microsoft Graph",
      request: `GET /v1.0/subscribedSkus?$select=${SUBSCRIBED_SKU_SELECT.join(",")}`,
      permission: "LicenseAssignment.Read.All",
      fields: SUBSCRIBED_SKU_SELECT,
    },
    {
      service: "Partner Center",
      request: "GET /v1/customers",
      permission: "user_impersonation",
      fields: ["companyProfile/tenantId", "companyProfile/companyName", "companyProfile/domain"],
    },
  ],
};

@Resolver(() => DataContract)
export class DataContractResolver {
  @Query(() => DataContract, {
    description:
      "Exactly what is read from a customer's tenant, from where, with which permission. Example: `{ dataContract { sources { service request permission fields } } }`",
  })
  dataContract(): DataContract {
    return CONTRACT;
  }
}
