// A calculator as in a classroom: it works out each step as it is pressed. One key after another, from state to state.
const FIGURES = 10;
const WORK = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "×": (a, b) => a * b,
  "÷": (a, b) => a / b,
};

// `shown` is a number as it is written, or null for what cannot be divided; `isNew` says that the next figure begins one.
export const CLEARED = { shown: "0", first: null, operation: null, isNew: true };

export function pressed(state, key) {
  if (key === "C" || state.shown === null) return key === "C" ? CLEARED : pressed(CLEARED, key);
  if (key === "⌫") return state.isNew ? state : { ...state, shown: state.shown.length > 1 ? state.shown.slice(0, -1) : "0" };
  if (key in WORK) return { ...worked(state), operation: key, isNew: true };
  if (key === "=") return { ...worked(state), operation: null, isNew: true };
  return figure(state, key);
}

function figure({ shown, ...state }, key) {
  if (state.isNew) return { ...state, shown: key === "." ? "0." : key, isNew: false };
  const isTooLong = shown.replace(".", "").length >= FIGURES;
  if (isTooLong || (key === "." && shown.includes("."))) return { ...state, shown };
  return { ...state, shown: shown === "0" && key !== "." ? key : shown + key };
}

// What stands there becomes the first number, once what was asked for before is worked out.
function worked(state) {
  const second = Number(state.shown);
  if (!state.operation || (state.isNew && state.first !== null)) return { ...state, first: second };
  const result = WORK[state.operation](state.first, second);
  if (!Number.isFinite(result)) return { ...CLEARED, shown: null };
  return { ...state, first: result, shown: String(Number(result.toPrecision(FIGURES))) };
}
