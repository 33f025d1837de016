import { computed } from "@preact/signals";
import { useMemo } from "preact/hooks";

/** A value derived from signals. The component is rendered again when the value is another one, not with every signal. */
export const useDerived = <T>(compute: () => T, inputs: readonly unknown[]): T =>
  useMemo(() => computed(compute), inputs).value;
