// What workerd takes: processor time and memory, as the system counts them.

import { readdirSync, readFileSync } from "node:fs";

/** @param {number} pid @param {string} file */
function read(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

/** The workerd that this process has started; undefined where there is no /proc. */
export function findWorkerd() {
  try {
    const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    return pids
      .map(Number)
      .find(
        (pid) =>
          read(pid, "comm").startsWith("workerd") &&
          read(pid, "stat").split(") ")[1]?.split(" ")[1] === String(process.pid),
      );
  } catch {
    return undefined;
  }
}

/** Linux counts processor time in hundredths of a second. */
const TICK_MS = 10;

/** Milliseconds of processor time so far. @param {number | undefined} pid */
export function processorMs(pid) {
  if (pid === undefined) return Number.NaN;
  const fields = read(pid, "stat").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Resident memory in MB. @param {number | undefined} pid */
export function memoryMb(pid) {
  if (pid === undefined) return Number.NaN;
  const [, pages] = read(pid, "statm").split(" ");
  return (Number(pages) * 4096) / 1e6;
}
