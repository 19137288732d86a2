import { setFlagsFromString } from 'node:v8';

/**
 * Stops V8 from compiling functions to machine code, which takes a third of a short run's processor time (in threads of
 * its own) and never pays. What runs for more than half a second should tune it instead.
 */
export function pauseOptimiser(): void {
  setFlagsFromString('--no-opt');
}

/**
 * Has V8 compile functions again, in the way that suits the analyser's thousands of functions, each of which sees objects of
 * hundreds of classes: with less of what they call put into them, and knowing more classes at a place than four (for all
 * others, it looks in a table that they overflow). V8 complains aloud about a flag that it does not have: these are in
 * every Node from 20 to 26.
 */
export function tuneOptimiser(): void {
  setFlagsFromString('--opt');
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=300');
  setFlagsFromString('--max-valid-polymorphic-map-count=64');
}
