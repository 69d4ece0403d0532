import { bigint, binary, nullable, type Table, text, varchar } from "./table.js";

/** What is to be done, and who is doing it. While a job runs, `due_at` is when its lock ends, so one comparison finds both. */
export const JOB: Table = {
  name: "job",
  columns: {
    name: varchar(64),
    job_key: varchar(255),
    data: text,
    due_at: bigint,
    every_ms: nullable(bigint),
    again_at: nullable(bigint),
    claim: nullable(binary(16)),
    owner: nullable(varchar(512)),
    started_at: nullable(bigint),
  },
  primaryKey: ["name", "job_key"],
  indexes: { ix_job_due: ["name", "due_at"] },
};
