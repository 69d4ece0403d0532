/** The lock of a job belongs to somebody else, or its row is gone. */
export class LostLock extends Error {
  constructor() {
    super("the job's lock is lost");
    this.name = "LostLock";
  }
}
