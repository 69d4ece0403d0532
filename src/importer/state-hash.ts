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

/**
 * One text per state that can be read in one way only: the id, how long each field is, the published fields in their
 * order, the extension attributes that are filled, then licenses and plans, sorted. The lengths stand together because every
 * piece that is joined costs: a length before each field takes half as long again, JSON twice as long (measured).
 */
function canonicalText({ id, managerId, attributes, extensionAttributes, licenses }: DirectoryUser): string {
  let text = id + lengthsOf(attributes) + attributesText(attributes);
  if (managerId !== null) text += `@${managerId}`;
  for (let at = 0; at < extensionAttributes.length; at += 1) {
    const value = extensionAttributes[at] ?? null;
    if (value !== null) text += `${at}:${value.length}:${value}`;
  }
  for (const { skuId, disabledPlans } of licenses) {
    text += `+${skuId}`;
    for (const plan of disabledPlans) text += `/${plan}`;
  }
  return text;
}

/** A character for each of USER_TEXT_FIELDS, in their order. Here and below they are written out: reading a field by a name that changes takes twice as long (measured). */
function lengthsOf(user: UserAttributes): string {
  return String.fromCharCode(
    lengthCode(user.displayName),
    lengthCode(user.companyName),
    lengthCode(user.department),
    lengthCode(user.mail),
    lengthCode(user.givenName),
    lengthCode(user.surname),
    lengthCode(user.jobTitle),
    lengthCode(user.state),
    lengthCode(user.postalCode),
    lengthCode(user.streetAddress),
    lengthCode(user.city),
    lengthCode(user.preferredLanguage),
    lengthCode(user.usageLocation),
    lengthCode(user.userPrincipalName),
    lengthCode(user.officeLocation),
    lengthCode(user.country),
    lengthCode(user.userType),
  );
}

function attributesText(user: UserAttributes): string {
  let text = sized(user.displayName) + sized(user.companyName) + sized(user.department) + sized(user.mail);
  text += sized(user.givenName) + sized(user.surname) + sized(user.jobTitle) + sized(user.state);
  text += sized(user.postalCode) + sized(user.streetAddress) + sized(user.city) + sized(user.preferredLanguage);
  text += sized(user.usageLocation) + sized(user.userPrincipalName) + sized(user.officeLocation);
  text += sized(user.country) + sized(user.userType);
  return text;
}

/** Of texts from here on, the code says no more than that; the length goes before the text. */
const LONG = 126;

/** 0: null, 1: the empty text, and so on to 127: long. One byte in UTF-8. */
function lengthCode(text: string | null): number {
  return text === null ? 0 : Math.min(text.length, LONG) + 1;
}

function sized(text: string | null): string {
  if (text === null) return "";
  return text.length < LONG ? text : `${text.length}:${text}`;
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
