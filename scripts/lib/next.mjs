import { keptPackages } from "./kept-packages.mjs";

/** The folder with Next.js in it, which the test of the package in an application of Next needs. */
export const nextPackages = () =>
  keptPackages({
    name: "next",
    title: "Next.js",
    usually: "20 seconds",
    source: "tests/npm/next",
  });
