/** One server of a cluster on loopback. */
export interface ClusterNode {
  readonly name: string;
  readonly port: number;
  /** With user and password, without a database. */
  readonly url: string;
  readonly isRunning: boolean;
  /** What the server has written to its log. */
  readonly log: string;
  start(extra?: readonly string[]): Promise<void>;
  /** SIGKILL, and waits for the end. */
  kill(): Promise<void>;
  /** SIGTERM, and waits until the server has shut down. */
  shutDown(): Promise<void>;
  /** SIGSTOP: it answers nothing and closes nothing. */
  freeze(): void;
  thaw(): void;
}

interface Cluster {
  readonly nodes: readonly ClusterNode[];
  /** Starts a killed node again and waits until it is back in the cluster. */
  rejoin(node: ClusterNode): Promise<void>;
  /** Ends every server and removes its data. */
  stop(): Promise<unknown>;
}

export function startGalera(count?: number): Promise<Cluster>;

export interface GroupMember {
  readonly id: string;
  readonly port: number;
  readonly state: string;
  readonly role: string;
}

export function startGroup(count?: number): Promise<Cluster & { members(node: ClusterNode): Promise<GroupMember[]> }>;

/** A MySQL with an asynchronous replica. */
export function startReplicated(): Promise<{
  readonly primary: ClusterNode;
  readonly replica: ClusterNode;
  stop(): Promise<unknown>;
}>;

/** The replica receives on, and applies nothing until `catchUp`. */
export function holdBack(replica: ClusterNode): Promise<void>;
export function catchUp(replica: ClusterNode): Promise<void>;
/** Makes the replica a primary; what it had not applied is lost. */
export function promote(replica: ClusterNode): Promise<void>;

/** One MySQL with settings of one's own. */
export function startSingle(
  settings?: readonly string[],
): Promise<{ readonly node: ClusterNode; stop(): Promise<unknown> }>;

/** Runs statements on a connection of its own; the rows of the last. */
export function onNode<T = Record<string, unknown>>(node: ClusterNode, ...statements: readonly string[]): Promise<T[]>;
