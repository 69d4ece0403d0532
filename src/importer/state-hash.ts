import { createHash, hash } from "node:crypto";
import type { DirectoryUser, UserAttributes } from "../model/directory-user.js";
import type { SubscribedSku } from "../model/subscribed-sku.js";

const HASH_BYTES = 32;

/** The SHA-256 of one person at a time: each is written over the one before, so that nothing is allocated per person. */
export class UserHash {
  /** 32 bytes. */
  readonly bytes = Buffer.alloc(HASH_BYTES);
  /** The same bytes as eight numbers. */
  readonly words = new Uint32Array(this.bytes.buffer, this.bytes.byteOffset, HASH_BYTES / 4);

  of(user: DirectoryUser): this {
    this.bytes.write(hash("sha256", canonicalText(user), "binary"), "binary");
    return this;
  }
}

/** One text per state that can be read in one way only: the published fields in their order, licenses and plans sorted. */
function canonicalText({ id, managerId, attributes, extensionAttributes, licenses }: DirectoryUser): string {
  let text = id + cell(managerId) + attributesText(attributes);
  const filled = extensionAttributes.findLastIndex((value) => value !== null) + 1;
  for (let at = 0; at < filled; at += 1) text += cell(extensionAttributes[at] ?? null);
  text += cell(null).repeat(extensionAttributes.length - filled); // most people have few: one by one these took a tenth of the hash
  for (const { skuId, disabledPlans } of licenses) {
    text += skuId;
    for (const plan of disabledPlans) text += `/${plan}`;
  }
  return text;
}

/** In the order of USER_TEXT_FIELDS. Written out, because reading a field by a name that changes takes twice as long (measured). */
function attributesText(user: UserAttributes): string {
  let text = cell(user.displayName) + cell(user.companyName) + cell(user.department) + cell(user.mail);
  text += cell(user.givenName) + cell(user.surname) + cell(user.jobTitle) + cell(user.state) + cell(user.postalCode);
  text += cell(user.streetAddress) + cell(user.city) + cell(user.preferredLanguage) + cell(user.usageLocation);
  text += cell(user.userPrincipalName) + cell(user.officeLocation) + cell(user.country) + cell(user.userType);
  return text;
}

/** "0:", "1:" and so on: writing the number anew for every field of everybody is a tenth of the hash (measured). */
const LENGTHS = Array.from({ length: 257 }, (_, length) => `${length}:`);

/** The length goes before the text, so no text can pass for two; null has neither. JSON takes twice as long (measured). */
function cell(text: string | null): string {
  return text === null ? "-" : (LENGTHS[text.length] ?? `${text.length}:`) + text;
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

  add({ words }: Pick<UserHash, "words">): void {
    for (let lane = 0; lane < this.lanes.length; lane += 1) {
      this.lanes[lane] = (this.lanes[lane] ?? 0) + (words[lane] ?? 0);
    }
  }

  /** 32 bytes over everybody added and these SKUs. */
  finish(skus: readonly SubscribedSku[]): Buffer {
    const lanes = Buffer.alloc(HASH_BYTES);
    this.lanes.forEach((value, lane) => lanes.writeUInt32LE(value, lane * 4));
    return createHash("sha256").update(lanes).update(hashSkus(skus)).digest();
  }
}
