import type { Command, Options } from './command.js';

/** `sentinel --help`. */
export function formatHelp(verbs: Record<string, { summary: string }>): string {
  const rows = Object.entries(verbs).map(([verb, { summary }]) => `  ${verb.padEnd(10)}${summary}`);
  return `Detection content as code for Microsoft Sentinel.

Usage: sentinel <verb> [options]

${rows.join('\n')}

Every verb explains itself: sentinel <verb> --help
Exit codes: 0 fine; 1 findings; 2 wrong usage, configuration or a crash; 3 changes pending
`;
}

/** `sentinel <verb> --help`: usage, examples first, then the options. */
export async function formatVerbHelp(verb: string, command: Command, common: Options): Promise<string> {
  const usage = `sentinel ${verb} ${command.arguments}`.trim();
  const width = Math.max(...command.examples.map(([example]) => example.length)) + 2;
  const examples = command.examples.map(([example, meaning]) => `  ${example.padEnd(width)} ${meaning}`);
  const formats: Options = {
    ...common,
    format: { type: 'string', value: 'NAME', help: `how results are written: ${command.formats.join(', ')}` },
  };
  const options = Object.entries({ ...command.options, ...formats }).map(([name, { short, value, help }]) => {
    const flag = `${short ? `-${short}, ` : ''}--${name}${value ? ` ${value}` : ''}`;
    return `  ${flag.padEnd(20)} ${help}`;
  });
  const more = await command.more?.();
  const rows = (more?.rows ?? []).map(([word, meaning]) => `  ${word.padEnd(24)} ${meaning}`);
  const section = more ? `\n${more.title}:\n${rows.join('\n')}\n` : '';
  return `${command.summary}\n\nUsage: ${usage}\n\nExamples:\n${examples.join('\n')}\n\nOptions:\n${options.join('\n')}\n${section}`;
}

/** The reference of the command line, made of what every verb says of itself. Markdown. */
export async function commandsPage(
  verbs: Record<string, { load(): Promise<Command> }>,
  common: Options,
): Promise<string> {
  const sections: string[] = [];
  for (const [verb, { load }] of Object.entries(verbs)) {
    sections.push(`## ${verb}\n\n\`\`\`text\n${await formatVerbHelp(verb, await load(), common)}\`\`\`\n`);
  }
  return `# The command line\n\nWhat \`sentinel VERB --help\` says. Made by \`npm run docs\`; do not edit.\n\n${sections.join('\n')}`;
}
