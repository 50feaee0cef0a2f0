/** What a command is doing: a bar that redraws itself on a terminal, one plain line a stage, and one a minute, anywhere else. On stderr. */
import { bar } from './bar.ts';

export interface Progress {
  /** `fraction` 0-1, or null while unknown. */
  show(stage: string, fraction: number | null, detail?: string): void;
  /** The bar gives way to this line. */
  done(line: string): void;
  /** The bar goes without a word. */
  clear(): void;
}

interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const barWidth = 24;
const frameMilliseconds = 60; // faster than an eye sees is only noise
const repeatMilliseconds = 60_000;

export function openProgress(stream: Terminal = process.stderr): Progress {
  return stream.isTTY && process.env.TERM !== 'dumb' ? redrawn(stream) : plain(stream);
}

/** A stage of the server in words. */
export const stageName = (state: string, stage: string): string =>
  state === 'QUEUED' || stage === 'waiting' ? 'waiting for a worker' : stage;

/** `40 s`, `3 min`, `1 h 20 min`: an estimate has no more digits than that. */
export function durationInWords(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function redrawn(stream: Terminal): Progress {
  let drawnAt = 0;
  let drawnStage = '';
  const erase = () => {
    if (drawnStage !== '') stream.write('\r\u001b[2K');
    drawnStage = '';
  };
  return {
    show(stage, fraction, detail = '') {
      if (stage === drawnStage && Date.now() - drawnAt < frameMilliseconds && fraction !== 1) return;
      const share = fraction === null ? '' : `${String(Math.floor(fraction * 100)).padStart(3)} %`;
      const line = [stage.padEnd(22), bar(fraction ?? 0, barWidth).replaceAll(' ', '·'), share, detail].join(' ').trimEnd();
      stream.write(`\r\u001b[2K${line.slice(0, (stream.columns ?? 80) - 1)}`);
      drawnAt = Date.now();
      drawnStage = stage;
    },
    done(line) {
      erase();
      stream.write(`${line}\n`);
    },
    clear: erase,
  };
}

/** A log of a wait that is long says about once a minute that it goes on, and how far it is, also where nothing changes. */
function plain(stream: Terminal): Progress {
  let shown = { stage: '', fraction: null as number | null, detail: '' };
  let repeat: NodeJS.Timeout | undefined;
  const again = () => {
    const share = shown.fraction === null ? [] : [`${Math.floor(shown.fraction * 100)} %`];
    stream.write(`${[shown.stage, ...share, ...(shown.detail ? [shown.detail] : [])].join(', ')} …\n`);
  };
  const stop = () => {
    clearInterval(repeat);
    repeat = undefined;
  };
  return {
    show(stage, fraction, detail = '') {
      if (stage !== shown.stage) {
        stream.write(`${stage} …\n`);
        stop();
      }
      shown = { stage, fraction, detail };
      repeat ??= setInterval(again, repeatMilliseconds).unref();
    },
    done(line) {
      stop();
      stream.write(`${line}\n`);
    },
    clear: stop,
  };
}
