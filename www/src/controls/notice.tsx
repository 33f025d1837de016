import { useEffect } from "preact/hooks";
import { notice } from "../state/view";
import { undo } from "../state/work";
import { CloseIcon } from "./icons";

const SHOWN_MILLIS = 8_000;

const dismiss = () => {
  notice.value = undefined;
};

export function NoticeBar() {
  const shown = notice.value;
  useEffect(() => {
    if (!shown) return;
    const timer = setTimeout(dismiss, SHOWN_MILLIS);
    return () => clearTimeout(timer);
  }, [shown]);
  return (
    <div class="notice-place" role="status">
      {shown && (
        <div class="notice">
          <span>{shown.text}</span>
          {shown.undo && (
            <button
              type="button"
              class="quiet"
              onClick={() => {
                undo();
                dismiss();
              }}
            >
              Undo
            </button>
          )}
          <button type="button" class="quiet square" aria-label="Dismiss" onClick={dismiss}>
            <CloseIcon />
          </button>
        </div>
      )}
    </div>
  );
}
