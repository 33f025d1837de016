declare module "virtual:core" {
  /** The address of the part that is enough for a first result. */
  export const first: string;
  /** The address of the other one. Missing if the first is the whole. */
  export const rest: string | undefined;
}
