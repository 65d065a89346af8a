// A voice of this machine. No voice that sends the text elsewhere is used.

export function deviceVoice(language) {
  const own = () =>
    window.speechSynthesis?.getVoices().find((voice) => voice.localService && voice.lang.toLowerCase().startsWith(language));

  const say = ({ element }) =>
    new Promise((resolve, reject) => {
      const sentence = new SpeechSynthesisUtterance(element.textContent.trim());
      sentence.voice = own();
      sentence.lang = sentence.voice.lang;
      sentence.onend = resolve;
      sentence.onerror = reject;
      speechSynthesis.speak(sentence);
    });

  return {
    say,
    hush: () => window.speechSynthesis?.cancel(),
    isThere: () => Boolean(own()),
    whenChanged: (hear) => window.speechSynthesis?.addEventListener("voiceschanged", hear),
  };
}
