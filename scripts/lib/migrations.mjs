import { readdirSync, readFileSync } from "node:fs";
import { inRoot } from "./project.mjs";

/** The SQL statements that make the tables of the desk, in their order. @returns {string[]} */
export function migrations() {
  const files = readdirSync(inRoot("migrations")).filter((file) => file.endsWith(".sql"));
  return files.sort().flatMap((file) =>
    readFileSync(inRoot("migrations", file), "utf8")
      .replace(/--.*$/gm, "")
      .split(";")
      .map((statement) => statement.trim())
      .filter(Boolean),
  );
}
