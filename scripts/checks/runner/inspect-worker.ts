import { parentPort, workerData } from 'node:worker_threads';
import type { Setup } from './context.js';
import { inspectAll, type Subject } from './inspect.js';

/** Inspects a part of the files in a thread of its own. */
const { subjects, setup }: { subjects: readonly Subject[]; setup: Setup } = workerData;
parentPort?.postMessage(inspectAll(subjects, setup));
