// Numbers as a child writes them, and as they are shown back.

// The plain decimal that the server would read in what was typed ("1 000", "£3.50", "3·5", "3,5"), "" when it is none.
// A comma before three figures groups thousands, unless they would begin with 0; any other can only be a decimal one.
export function plainNumber(typed, { before = "", after = "" } = {}) {
  const bare = withoutUnit(withoutUnit(typed.trim(), before), after).replace(/^[-\u2212\u2013]/, "-");
  const grouped = BY_COMMAS.exec(bare);
  const parts = grouped ?? OTHERWISE.exec(bare);
  if (!parts || !/\d/.test(bare)) return "";
  const [, sign, written] = parts;
  const digits = grouped ? written.replaceAll(",", "") : written.replace(SPACES, "");
  const [whole, decimals = ""] = digits.split(/[.·,]/);
  return sign + (whole.replace(/^0+(?=\d)/, "") || "0") + (decimals && `.${decimals}`);
}

const SPACES = /[ \u00a0\u2007\u2009\u202f]/g;
const BY_COMMAS = /^(-?)[ \u00a0\u2007\u2009\u202f]?([1-9]\d{0,2}(?:,\d{3})+(?:[.·]\d*)?)$/;
const OTHERWISE = /^(-?)[ \u00a0\u2007\u2009\u202f]?((?:\d{1,3}(?:[ \u00a0\u2007\u2009\u202f]\d{3})+|\d*)(?:[.·]\d*|,\d+)?)$/;

// The same number for reading: a minus sign, and a thin space between thousands from 10 000 on.
export function shownNumber(plain) {
  const [, sign, whole, decimals] = /^(-?)(\d*)(.*)$/.exec(plain);
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, "\u2009") : whole;
  return (sign && "\u2212") + grouped + decimals;
}

function withoutUnit(typed, unit) {
  const [text, sought] = [typed.toLowerCase(), unit.toLowerCase()];
  if (!sought) return typed;
  if (text.startsWith(sought)) return typed.slice(sought.length).trim();
  return text.endsWith(sought) ? typed.slice(0, -sought.length).trim() : typed;
}

// The values that a marker or a bar can stand at: `low`, then one `step` further each, counted in whole numbers of the
// last decimal place, since 0.1 + 0.2 is not 0.3.
export function ladder(low, high, step) {
  const places = Math.max(...[low, high, step].map((each) => (each.split(".")[1] ?? "").length));
  const whole = (text) => Math.round(Number(text) * 10 ** places);
  const [first, last, stride] = [low, high, step].map(whole);
  return {
    rungs: Math.floor((last - first) / stride),
    at: (rung) => written((first + rung * stride) / 10 ** places, places),
    // which rung a value stands on, which need not be a whole one
    rung: (value) => (Number(value) * 10 ** places - first) / stride,
    // where a value stands, from 0 at the low end to 1 at the high end
    share: (value) => (Number(value) * 10 ** places - first) / (last - first),
  };
}

const written = (value, places) => (places ? value.toFixed(places).replace(/\.?0+$/, "") : String(value));
