// Plays recordings of the service: each is asked for when its sentence is read, or the one before it.
const FOLDER = "/recordings/";
// decoded sounds that are kept: a few hundred kilobytes each, and a question with its page has about twenty
const MOST = 40;

export function recordedVoice() {
  const kept = new Map();
  let context = null;
  let playing = null;
  let turn = 0;

  function sound(file) {
    const coming = kept.get(file) ?? fetched(file);
    coming.catch(() => kept.delete(file));
    // last in the order of use; the one that was not used for longest goes
    kept.delete(file);
    kept.set(file, coming);
    if (kept.size > MOST) kept.delete(kept.keys().next().value);
    return coming;
  }

  async function fetched(file) {
    const answer = await fetch(`${FOLDER}${file}`);
    if (!answer.ok) throw new Error(`recording ${file}: ${answer.status}`);
    return context.decodeAudioData(await answer.arrayBuffer());
  }

  async function say({ file }, next) {
    const mine = turn;
    context ??= new AudioContext();
    await context.resume();
    const buffer = await sound(file);
    // hushed while the sound was coming
    if (mine !== turn) return;
    if (next?.file) sound(next.file);
    const source = new AudioBufferSourceNode(context, { buffer });
    playing = source;
    await new Promise((resolve) => {
      source.addEventListener("ended", resolve);
      source.connect(context.destination);
      source.start();
    });
    if (playing === source) playing = null;
  }

  function hush() {
    turn += 1;
    playing?.stop();
    playing = null;
  }

  return { say, hush };
}
