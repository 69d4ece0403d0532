import { AppError } from "../errors.js";
import { MicrosoftFailure } from "./failure.js";
import type { Grant } from "./grant.js";
import type { Persistence } from "./persistence.js";
import { createPlaces } from "./places.js";

/** Where the one refresh token of the partner is kept, encrypted; a vault can take its place. */
export interface RefreshTokenStore {
  /** The newest token; null when nobody has signed in. */
  read(): Promise<{ version: number; refreshToken: string; issuedAt: Date } | null>;
  /** The version of what is stored, be it readable or not; 0 = nothing stored. */
  storedVersion(): Promise<number>;
  /** False when another has written since `version` (0 = nothing stored). */
  write(version: number, refreshToken: string): Promise<boolean>;
}

export interface RotationDeps {
  readonly store: RefreshTokenStore;
  readonly time: () => number;
  readonly sleep: Persistence["sleep"];
}

/** The one refresh token, used by many redemptions at once in many processes, each of which replaces it. */
export interface Rotation {
  /**
   * Redeems the newest token and stores the one it is replaced by; whoever was refused an old one is served the newest.
   * NOT_SIGNED_IN, or REFRESH_TOKEN_EXPIRED when the newest is refused as well.
   */
  use(redeem: Redeem, signal?: AbortSignal): Promise<Grant>;
}

type Redeem = (refreshToken: string) => Promise<Grant>;

/** How long another process may take from Microsoft's answer to its COMMIT, looked for in these steps. */
const LOOKS_MS = [0, 50, 100, 200, 400, 800, 1_600];
/** Where old tokens are known to stay good, whoever is refused the newest as well is refused for itself. */
const MOST_TRIES = { stayGood: 3, mayDie: 30 };
const ONE_BY_ONE_MS = 600_000;
/** At most; without it whoever has just stored a token has won the next race too. */
const BETWEEN_TURNS_MS = 100;
const LONGEST_STEP_ASIDE_MS = 1_000;

/** Where a redemption stands; one that has its turn must not wait for it. */
interface Progress {
  readonly tries: number;
  readonly hasTurn: boolean;
}

interface Refused {
  readonly refusal: MicrosoftFailure;
  readonly version: number;
}

/**
 * Microsoft lets old tokens live, so redemptions run side by side and one of the new tokens is kept. Where one dies under
 * somebody's hands all the same, this process goes one by one for a while, and those that lost read again.
 */
export function createRotation(deps: RotationDeps): Rotation {
  const keep = createKeeper(deps.store);
  const inTurn = createTurns(() => deps.sleep(Math.random() * BETWEEN_TURNS_MS));
  const askingAgain = createPlaces(1);
  let stayGood = false;
  let oneByOneUntil = 0;
  let refused: Refused | null = null;

  /** So that of many who were refused an old token one asks with the newest, and the others hear what it was told. */
  function attemptAgain(redeem: Redeem) {
    return askingAgain.use(() => attempt(redeem, true));
  }

  async function attempt(redeem: Redeem, again: boolean): Promise<{ readonly grant: Grant } | Refused> {
    const { version, refreshToken } = await readStored(deps.store);
    if (again && version === refused?.version) return refused; // what another was refused is not asked a second time
    try {
      const grant = await redeem(refreshToken);
      if ((await keep(version, refreshToken, grant.refreshToken)) === "superseded") {
        stayGood = true; // two were granted on one token
        oneByOneUntil = 0;
      }
      return { grant };
    } catch (error) {
      if (!(error instanceof MicrosoftFailure) || error.code !== "REFRESH_TOKEN_EXPIRED") throw error;
      const told = { refusal: error, version };
      if (refused === null || version >= refused.version) refused = told; // answers of older ones may come later
      return told;
    }
  }

  /** Tries until it is granted or nobody has a newer token; where old ones die it goes on in its turn. */
  async function insist(redeem: Redeem, signal: AbortSignal | undefined, from: Progress): Promise<Grant> {
    for (let { tries } = from; ; tries += 1) {
      const tried = await (tries > 1 ? attemptAgain(redeem) : attempt(redeem, false));
      if ("grant" in tried) {
        if (tries > 1) stayGood = false;
        return tried.grant;
      }
      const most = stayGood ? MOST_TRIES.stayGood : MOST_TRIES.mayDie;
      if (tries >= most || !(await replaced(deps, tried.version, signal))) throw tried.refusal;
      if (stayGood) continue;
      oneByOneUntil = deps.time() + ONE_BY_ONE_MS;
      if (!from.hasTurn) return inTurn(() => insist(redeem, signal, { tries: tries + 1, hasTurn: true }));
      // The whole process steps aside, for it is the other processes that it lost to.
      await deps.sleep(Math.random() * Math.min(LONGEST_STEP_ASIDE_MS, 20 * 2 ** tries), signal);
    }
  }

  return {
    use(redeem, signal) {
      const hasTurn = deps.time() < oneByOneUntil;
      const start = () => insist(redeem, signal, { tries: 1, hasTurn });
      return hasTurn ? inTurn(start) : start();
    },
  };
}

async function readStored(store: RefreshTokenStore): Promise<{ version: number; refreshToken: string }> {
  const stored = await store.read();
  if (stored === null) {
    throw new AppError("NOT_SIGNED_IN", "no refresh token is stored: run `cli login` with the service account", {
      remedy: "cli login",
    });
  }
  return stored;
}

/** Has another stored a newer token, or does it do so soon? */
async function replaced({ store, sleep }: RotationDeps, version: number, signal?: AbortSignal): Promise<boolean> {
  for (const waitMs of LOOKS_MS) {
    if (waitMs > 0) await sleep(waitMs, signal);
    if ((await store.storedVersion()) !== version) return true;
  }
  return false;
}

/** Of many rotated from one version one is kept; the others may be lost, and those that come while it is written do not try. */
function createKeeper(store: RefreshTokenStore) {
  let writing: number | null = null;
  return async (version: number, used: string, rotated: string | null): Promise<"kept" | "superseded"> => {
    if (rotated === null || rotated === used) return "kept";
    if (version === writing) return "superseded";
    writing = version;
    try {
      return (await store.write(version, rotated)) ? "kept" : "superseded";
    } finally {
      if (writing === version) writing = null;
    }
  };
}

/** Runs what it is given one after another, with a rest in between. */
function createTurns(rest: () => Promise<void>) {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn
      .catch(() => undefined)
      .then(rest)
      .catch(() => undefined);
    return turn;
  };
}
