import { extractIOC } from 'ioc-extractor';
import { extract } from '../scripts/reports/extraction/extract.js';
import { type Measurement, median, ms, randomNumbers } from './measure.js';

const SIZE = 10_000_000;
const INDICATORS = 20_000;

/** Free text with indicators in it: speed and completeness against a peer library, and growth with size. */
export async function run(): Promise<Measurement[]> {
  const { text, values } = vendorPost(SIZE, INDICATORS);
  const found = new Set(extract(text).map(({ value }) => value));
  const lost = [...values].filter((value) => !found.has(value));
  const invented = [...found].filter((value) => !values.has(value));
  const peer = extractIOC(text);
  const peerFound = new Set(
    Object.values(peer)
      .flat(3)
      .filter((value) => typeof value === 'string'),
  );
  const peerLost = [...values].filter((value) => !peerFound.has(value)).length;
  const ours = await median(() => extract(text));
  const theirs = await median(() => extractIOC(text), 1);
  const measurements: Measurement[] = [
    {
      what: `10 MB of text with ${values.size} indicators: ${lost.length} lost, ${invented.length} invented; the peer loses ${peerLost}`,
      subject: `extract ${ms(ours)}`,
      baseline: `ioc-extractor ${ms(theirs)}`,
      target: 'at least 5 times as fast, nothing lost or invented',
      ratio: theirs / ours,
      met: theirs / ours >= 5 && lost.length + invented.length === 0,
    },
  ];
  const hostile = ['a.', '1.', '[.', `http://${'!'.repeat(40)}< `];
  for (const [name, make] of [
    ['friendly text', (size: number) => vendorPost(size, size / 500).text] as const,
    ...hostile.map(
      (piece) => [`text of '${piece.slice(0, 9)}'`, (size: number) => piece.repeat(size / piece.length)] as const,
    ),
  ]) {
    const [short, long] = [make(SIZE / 10), make(SIZE)];
    const one = await median(() => extract(short));
    const ten = await median(() => extract(long));
    measurements.push({
      what: `ten times as much ${name}`,
      subject: `10 MB ${ms(ten)}`,
      baseline: `1 MB ${ms(one)}`,
      target: 'at most 15 times the time',
      ratio: ten / one,
      met: ten / one <= 15,
    });
  }
  return measurements;
}

const WORDS = `the loader waits a while and then calls its server over and over again while analysts of the team look at
version 2.4.1 of the tool, read README.md and find that (as in spring) the operators moved to new hosting, kept their
certificates, and changed nothing in the protocol: a beacon every minute, a task list in return, and files that leave the
machine in small pieces at night, when nobody looks at the graphs of the proxy`.split(/\s+/);

/** A post of a vendor: prose with defanged and live indicators, and the canonical form of each. */
function vendorPost(size: number, count: number): { text: string; values: Set<string> } {
  const random = randomNumbers(7);
  const values = new Set<string>();
  const parts: string[] = [];
  const gap = size / count;
  for (let number = 0, length = 0; number < count; number++) {
    const { written, value } = indicator(number, random);
    values.add(value);
    parts.push(written, random() < 0.3 ? ', ' : ' ');
    length += written.length + 1;
    for (; length < gap * (number + 1); length += parts.at(-1)?.length ?? 0) {
      parts.push(`${WORDS[Math.floor(random() * WORDS.length)]} `);
    }
  }
  return { text: parts.join(''), values };
}

function indicator(number: number, random: () => number): { written: string; value: string } {
  const octet = () => 1 + Math.floor(random() * 222);
  const address = `${octet()}.${octet()}.${octet()}.${octet()}`;
  const domain = `host${number}.evil-${number % 977}.com`;
  const hex = (length: number) => Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');
  const dots = (text: string) => text.replaceAll('.', '[.]');
  switch (number % 6) {
    case 0:
      return { written: dots(address), value: address };
    case 1:
      return { written: `${dots(address)}:${1024 + number}`, value: `${address}:${1024 + number}` };
    case 2:
      return { written: dots(domain), value: domain };
    case 3:
      return { written: `hxxps://${dots(domain)}/gate/${number}.php`, value: `https://${domain}/gate/${number}.php` };
    case 4: {
      const value = hex(64);
      return { written: value, value };
    }
    default: {
      const value = hex(32);
      return { written: value, value };
    }
  }
}
