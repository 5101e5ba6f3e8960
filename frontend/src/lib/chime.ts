const NOTES_HZ = [659, 880];
const NOTE_S = 0.14;
const LOUDNESS = 0.08;

let context: AudioContext | null = null;

/** Two short soft notes. A browser that allows no sound before the first click stays silent. */
export const chime = async () => {
  context ??= new AudioContext();
  if (context.state === 'suspended') await context.resume();
  const { currentTime, destination } = context;
  NOTES_HZ.forEach((frequency, nth) => {
    if (!context) return;
    const start = currentTime + nth * NOTE_S;
    const volume = context.createGain();
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(LOUDNESS, start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + 2 * NOTE_S);
    const tone = context.createOscillator();
    tone.frequency.value = frequency;
    tone.connect(volume).connect(destination);
    tone.start(start);
    tone.stop(start + 2 * NOTE_S);
  });
};
