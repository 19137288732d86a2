import { FILE_START } from '../../base/diagnostic.js';
import { asDeployed, type DetectionCheck } from '../check.js';

export const versionMissing: DetectionCheck = {
  code: 'version-missing',
  scope: 'detection',
  effect: 'advice',
  summary: 'Content has a version',
  why: 'The version tells analysts and the content hub which state of the content a workspace has.',
  help: 'Add version: 1.0.0, and raise it with each change.',
  *run(detection) {
    const value = asDeployed(detection);
    if (value && value.version === undefined) yield { message: 'The file has no version', range: FILE_START };
  },
};
