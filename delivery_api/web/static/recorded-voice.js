// Plays recordings of the service: each is asked for when its sentence is read, or the one before it.
const FOLDER = "/recordings/";

export function recordedVoice() {
  const kept = new Map();
  let context = null;
  let playing = null;

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
    return context.decodeAudioData(await answer.arrayBuffer());
  }

  async function say({ file }, next) {
    context ??= new AudioContext();
    await context.resume();
    const buffer = await sound(file);
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
    playing?.stop();
    playing = null;
  }

  return { say, hush };
}
