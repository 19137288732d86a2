import type { Coverage } from './attack.js';

/**
 * A layer for MITRE's ATT&CK Navigator (layer format 4.5): each technique with the number of hunts and rules as its score.
 */
export function navigatorLayer(coverage: Coverage, name: string): object {
  const most = Math.max(1, ...coverage.covered.map(({ detections }) => detections.length));
  return {
    name,
    versions: { attack: '18', navigator: '5.1.0', layer: '4.5' },
    domain: 'enterprise-attack',
    description: 'Hunts and analytic rules by technique',
    techniques: coverage.covered.flatMap(({ id, technique, detections }) =>
      technique.tactics.map((tactic) => ({
        techniqueID: id,
        tactic: tacticSlug(tactic),
        score: detections.length,
        comment: detections.map(({ value }) => value.name).join('\n'),
        enabled: true,
        showSubtechniques: id.includes('.'),
      })),
    ),
    gradient: { colors: ['#cfe8ff', '#0b5cad'], minValue: 0, maxValue: most },
    legendItems: [],
    showTacticRowBackground: true,
    selectTechniquesAcrossTactics: true,
    selectSubtechniquesWithParent: false,
  };
}

/** `CommandAndControl` as ATT&CK's data writes it: `command-and-control`. */
function tacticSlug(tactic: string): string {
  return tactic.replace(/(?<!^)(?=[A-Z])/g, '-').toLowerCase();
}
