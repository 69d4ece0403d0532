import { createHash, hash } from "node:crypto";
import type { DirectoryUser } from "../model/directory-user.js";
import { USER_TEXT_FIELDS } from "../model/imported-fields.js";
import type { SubscribedSku } from "../model/subscribed-sku.js";

const HASH_BYTES = 32;

/** SHA-256 of a person's canonical state: the published fields in their order, licenses and plans sorted. */
export function hashUser(user: DirectoryUser): Buffer {
  const { id, attributes, extensionAttributes, managerId, licenses } = user;
  const canonical = [
    id,
    managerId,
    USER_TEXT_FIELDS.map((field) => attributes[field]),
    extensionAttributes,
    licenses.map((license) => [license.skuId, license.disabledPlans]),
  ];
  return Buffer.from(hash("sha256", JSON.stringify(canonical), "base64"), "base64");
}

function hashSkus(skus: readonly SubscribedSku[]): Buffer {
  const canonical = [...skus]
    .sort((a, b) => (a.skuId < b.skuId ? -1 : 1))
    .map(({ skuId, skuPartNumber, prepaidUnits: units, consumedUnits, servicePlans }) => [
      skuId,
      skuPartNumber,
      [units.enabled, units.warning, units.suspended, units.lockedOut, consumedUnits],
      servicePlans.map((plan) => [plan.servicePlanId, plan.servicePlanName, plan.appliesTo, plan.provisioningStatus]),
    ]);
  return createHash("sha256").update(JSON.stringify(canonical)).digest();
}

/** The hash of a whole day, whatever the order of its pages: people's hashes are added lane by lane, then sealed with the SKUs. */
export class ContentHash {
  private readonly lanes = new Uint32Array(HASH_BYTES / 4);

  /** Adds one person's 32 bytes. */
  add(userHash: Buffer): void {
    for (let lane = 0; lane < this.lanes.length; lane += 1) {
      this.lanes[lane] = (this.lanes[lane] ?? 0) + userHash.readUInt32LE(lane * 4);
    }
  }

  /** 32 bytes over everybody added and these SKUs. */
  finish(skus: readonly SubscribedSku[]): Buffer {
    const lanes = Buffer.alloc(HASH_BYTES);
    this.lanes.forEach((value, lane) => lanes.writeUInt32LE(value, lane * 4));
    return createHash("sha256").update(lanes).update(hashSkus(skus)).digest();
  }
}
