/** A free loopback port below 32768, where the kernel hands out none for outgoing connections. */
export declare function freePort(): Promise<number>;
