// Several places to fill: what is asked of each, as of the whole.
export function placesControl(places, words, node) {
  const empty = () => places.find((place) => place.read() === "");
  return {
    node,
    read: () => places.map((place) => place.read()),
    wanting: () => (empty() ? words.empty_places : ""),
    fill: (reply) => places.forEach((place, index) => place.fill(reply[index] ?? "")),
    focus: () => (empty() ?? places[0]).focus(),
  };
}
