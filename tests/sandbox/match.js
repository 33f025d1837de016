/**
 * @param {string} pattern a path, or its beginning followed by `*`
 * @param {string} path
 */
export function matchesPath(pattern, path) {
  return pattern.endsWith("*") ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
}
