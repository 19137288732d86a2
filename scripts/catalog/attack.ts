import { compareText } from '../base/diagnostic.js';
import { attackTechniques, type Technique } from '../content/reference.js';
import type { Detection } from './inventory.js';

/** The tactics in the order of the matrix, with the names that ATT&CK gives them. */
export const TACTICS: readonly (readonly [id: string, name: string])[] = [
  ['Reconnaissance', 'Reconnaissance'],
  ['ResourceDevelopment', 'Resource Development'],
  ['InitialAccess', 'Initial Access'],
  ['Execution', 'Execution'],
  ['Persistence', 'Persistence'],
  ['PrivilegeEscalation', 'Privilege Escalation'],
  ['DefenseEvasion', 'Defense Evasion'],
  ['CredentialAccess', 'Credential Access'],
  ['Discovery', 'Discovery'],
  ['LateralMovement', 'Lateral Movement'],
  ['Collection', 'Collection'],
  ['CommandAndControl', 'Command and Control'],
  ['Exfiltration', 'Exfiltration'],
  ['Impact', 'Impact'],
];

/** A technique with its sub-techniques, and what covers each. */
export interface CoveredTechnique {
  id: string;
  technique: Technique;
  detections: readonly Detection[];
  subTechniques: readonly CoveredTechnique[];
}

export interface Coverage {
  /** Techniques by tactic, in the matrix's order of ids. */
  byTactic: ReadonlyMap<string, readonly CoveredTechnique[]>;
  /** Techniques without their sub-techniques: how many there are, and how many have a hunt or a rule. */
  techniques: { all: number; covered: number };
  /** Every technique and sub-technique that a hunt or rule names. */
  covered: readonly CoveredTechnique[];
}

/** What of the ATT&CK matrix the hunts and rules say that they cover. */
export function coverageOf(detections: readonly Detection[]): Coverage {
  const byTechnique = new Map<string, Detection[]>();
  for (const detection of detections) {
    for (const id of new Set(detection.value.relevantTechniques ?? [])) {
      const list = byTechnique.get(id) ?? [];
      byTechnique.set(id, list);
      list.push(detection);
    }
  }
  const all = [...attackTechniques()].map(
    ([id, technique]): CoveredTechnique => ({
      ...{ id, technique, detections: byTechnique.get(id) ?? [], subTechniques: [] },
    }),
  );
  const parents = all
    .filter(({ id }) => !id.includes('.'))
    .map((parent) => ({ ...parent, subTechniques: all.filter(({ id }) => id.startsWith(`${parent.id}.`)) }))
    .sort((a, b) => compareText(a.id, b.id));
  const byTactic = new Map(
    TACTICS.map(([tactic]) => [tactic, parents.filter(({ technique }) => technique.tactics.includes(tactic))]),
  );
  return {
    byTactic,
    techniques: { all: parents.length, covered: parents.filter(isCovered).length },
    covered: all.filter(({ detections: own }) => own.length > 0),
  };
}

/** Whether the technique itself or one of its sub-techniques has a hunt or a rule. */
export function isCovered({ detections, subTechniques }: CoveredTechnique): boolean {
  return detections.length > 0 || subTechniques.some(isCovered);
}

/** How many hunts and rules a technique has, with those of its sub-techniques; each counts once. */
export function detectionsOf({ detections, subTechniques }: CoveredTechnique): readonly Detection[] {
  return [...new Set([...detections, ...subTechniques.flatMap(({ detections: own }) => own)])];
}
