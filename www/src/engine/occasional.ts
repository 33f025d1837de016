// What is asked now and then, and not before there is a first result: its code comes later.

export { compare } from "./compare";
export { expectations } from "./expect";
export { importText } from "./import";
export { modeChanges } from "./modes";
export { paths } from "./paths";
export { read } from "./split";
