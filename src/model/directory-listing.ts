import type { DirectoryUser } from "./directory-user.js";

/** One step of a listing: a page that arrived whole, or the word that the listing starts again at page one. */
export type UserListingStep =
  { readonly kind: "page"; readonly users: readonly DirectoryUser[] } | { readonly kind: "restart" };
