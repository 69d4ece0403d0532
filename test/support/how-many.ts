/** How much of everything the heavy tests do: in CI, and in `npm run test:gate` as reliability.md asks for it. */
const NUMBERS = {
  /** Imports killed, on all databases together (I1). */
  KILLS: { ci: 50, gate: 200 },
  /** Workers that stand still beyond their lease, on all databases together (I2). */
  ZOMBIES: { ci: 6, gate: 100 },
  /** Days that eight workers want at once, on all databases together (I3). */
  RACES: { ci: 150, gate: 1_000 },
  /** Worker processes killed in their night, on all databases together (I1). */
  WORKER_KILLS: { ci: 20, gate: 200 },
  /** People of the one large tenant among small ones (I13). */
  LARGE_TENANT: { ci: 20_000, gate: 500_000 },
  /** People of each tenant whose resource units are scarce (I6). */
  SCARCE_UNITS_USERS: { ci: 15_000, gate: 60_000 },
  /** Random histories, on all databases together. */
  HISTORIES: { ci: 400, gate: 2_000 },
  /** Imports while one statement in twenty fails (I12). */
  FAULTY_IMPORTS: { ci: 12, gate: 100 },
  /** Restarts of a MySQL during imports (I12). */
  RESTARTS: { ci: 5, gate: 20 },
  /** Days on each server with workers whose clocks are two hours wrong (I9). */
  CLOCK_ROUNDS: { ci: 1, gate: 10 },
  /** Workers told to stop in the middle of imports, on all databases together (I14). */
  DRAINS: { ci: 4, gate: 50 },
  /** Tenants of the night with spoilt ones (I4). */
  POISON_TENANTS: { ci: 300, gate: 3_000 },
  /** Tenants of the night in which the partner fails (I5). */
  PARTNER_TENANTS: { ci: 100, gate: 3_000 },
  /** Processes that race for one refresh token, and their redemptions for each mode and database (P3). */
  ROTATION_PROCESSES: { ci: 3, gate: 8 },
  ROTATION_REDEEMS: { ci: 90, gate: 1_000 },
  /** Processes killed before a refresh token was stored, for each mode (P3). */
  ROTATION_KILLS: { ci: 2, gate: 34 },
} as const;

/** Whether this is the gate, which also makes the control runs that only reports need. */
export const GATE = Boolean(process.env["TEST_GATE"]);
/** No number of the gate is more than so many times that of CI. */
const MOST_TIMES = 20;

/** What the environment says under this name, else the number of the gate where `TEST_GATE` is set, else that of CI. */
export function howMany(name: keyof typeof NUMBERS): number {
  const said = process.env[name];
  return said === undefined ? NUMBERS[name][GATE ? "gate" : "ci"] : Number(said);
}

/** A test's time limit in milliseconds, which is for the numbers of CI. */
export function timeLimit(ofCi: number): number {
  return GATE ? ofCi * MOST_TIMES : ofCi;
}
