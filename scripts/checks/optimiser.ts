import { setFlagsFromString } from 'node:v8';

/**
 * Stops V8 from compiling functions to machine code, which takes a third of a short run's processor time (in threads of
 * its own) and never pays. What runs for more than half a second should resume it.
 */
export function pauseOptimiser(): void {
  setFlagsFromString('--no-opt');
}

export function resumeOptimiser(): void {
  setFlagsFromString('--opt');
}
