// Plays recordings of the service: each is asked for when its sentence is read, or the one before it.
const FOLDER = "/recordings/";

export function recordedVoice() {
  // as they were sent, some kilobytes each; decoded they would be a hundred times as large
  const kept = new Map();
  let context = null;
  let playing = null;
  let turn = 0;

  function sound(file) {
    if (!kept.has(file)) {
      const coming = fetched(file);
      coming.catch(() => kept.delete(file));
      kept.set(file, coming);
    }
    return kept.get(file);
  }

  async function fetched(file) {
    const answer = await fetch(`${FOLDER}${file}`);
    if (!answer.ok) throw new Error(`recording ${file}: ${answer.status}`);
    return answer.arrayBuffer();
  }

  async function say({ file }, next) {
    const mine = turn;
    context ??= new AudioContext();
    await context.resume();
    const sent = await sound(file);
    // decoding takes the bytes away, so it gets a copy
    const buffer = await context.decodeAudioData(sent.slice(0));
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
