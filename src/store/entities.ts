/** The entity of every table; they describe what the migrations build. */
export const ENTITIES: (new () => object)[] = [];
