import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { AppError } from "../../errors.js";
import type { Database, Session } from "../database.js";
import { retriedTransaction } from "./retried-transaction.js";

const NONCE = 12;
const TAG = 16;

/** A refresh token as kept, with the version that a writer must name to replace it. */
export interface StoredToken {
  readonly version: number;
  readonly refreshToken: string;
  readonly issuedAt: Date;
}

interface TokenRow {
  readonly version: number;
  readonly issued_at: number;
  readonly ciphertext: Buffer;
}

/** One refresh token per identity, encrypted with AES-256-GCM; identity and version are bound into the ciphertext. */
export class TokenStore {
  constructor(
    private readonly database: Database,
    private readonly key: Buffer,
    private readonly identity: string,
  ) {}

  /** Null: nobody has signed in yet. TOKEN_UNREADABLE: another key, or a changed row. */
  async read(): Promise<StoredToken | null> {
    const [row] = await this.database.read((session) => this.row(session));
    if (row === undefined) return null;
    const { version, issued_at: issuedAt, ciphertext } = row;
    return { version, issuedAt: new Date(issuedAt), refreshToken: this.decrypt(ciphertext, version) };
  }

  /** The version of what is stored, be it readable or not; 0: nothing is. */
  async storedVersion(): Promise<number> {
    const [row] = await this.database.read((session) => this.row(session));
    return row?.version ?? 0;
  }

  /**
   * Replaces version `version` (0: nothing stored); false when another has written since, or this very write was applied and its
   * COMMIT got no answer: whoever reads the token next gets the right one.
   */
  async write(version: number, refreshToken: string): Promise<boolean> {
    const ciphertext = this.encrypt(refreshToken, version + 1);
    const { dialect } = this.database;
    const { nowMs } = dialect;
    const replace = async (session: Session) => {
      if (version > 0) {
        const sql = `UPDATE token SET version = ?, issued_at = ${nowMs}, previous = ciphertext, ciphertext = ? WHERE identity = ? AND version = ?`;
        return (await session.run(sql, [version + 1, ciphertext, this.identity, version])) === 1;
      }
      const sql = dialect.insertIgnore("token", ["identity", "version", "issued_at", "ciphertext"], 1);
      if ((await session.run(sql, [this.identity, 1, 0, ciphertext])) !== 1) return false;
      await session.run(`UPDATE token SET issued_at = ${nowMs} WHERE identity = ?`, [this.identity]);
      return true;
    };
    return retriedTransaction(this.database, replace, { repeatable: true });
  }

  private row(session: Session): Promise<TokenRow[]> {
    return session.rows<TokenRow>("SELECT version, issued_at, ciphertext FROM token WHERE identity = ?", [
      this.identity,
    ]);
  }

  private encrypt(text: string, version: number): Buffer {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv("aes-256-gcm", this.key, nonce).setAAD(this.bound(version));
    const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]);
  }

  private decrypt(bytes: Buffer, version: number): string {
    try {
      const decipher = createDecipheriv("aes-256-gcm", this.key, bytes.subarray(0, NONCE)).setAAD(this.bound(version));
      decipher.setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
      return Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]).toString("utf8");
    } catch (cause) {
      const remedy = "set the TOKEN_ENCRYPTION_KEY it was stored with, or run `login` again";
      throw new AppError("TOKEN_UNREADABLE", `the stored refresh token cannot be decrypted; ${remedy}`, {}, cause);
    }
  }

  private bound(version: number): Buffer {
    return Buffer.from(JSON.stringify(["refresh-token", this.identity, version]));
  }
}
