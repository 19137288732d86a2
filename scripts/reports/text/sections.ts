/**
 * What a heading says of the text below it: `indicators` lists them; `evidence` names sources, people and advice;
 * `rules` holds detection rules; `neutral` says nothing.
 */
export type SectionKind = 'indicators' | 'evidence' | 'rules' | 'neutral';

const INDICATORS =
  /\b(?:iocs?|indicators?|observables?|arti?e?facts?|hash(?:es)?|sha-?(?:1|256|512)s?|md5s?|domains?|subdomains?|hosts?|hostnames?|urls?|uris?|ips?|ipv[46]|addresses|network|infrastructure|c2s?|c&c|c&cs|cnc|command[- ](?:and|&)[- ]control|senders?|e-?mails?|samples?|payloads?|droppers?|downloaders?|loaders?|stagers?|implants?|installers?|maldocs?|files?|binaries|malware|traffic|servers?|exfil\w*|phishing|beacons?|post-?infection|delivery|distribution|hosting|connections?|callbacks?|droplets|proxies|nodes|relays?|webshells?|exploit\w*)\b/i;
/** Sections that announce indicators and nothing else: what stands in their sentences is meant, too. */
const CERTAIN = /\b(?:iocs?|indicators? of compromise|indicators|network indicators|host indicators|observables)\b/i;
/** What other languages write over their lists: words of a script without capitals or blanks have no ends to look for. */
const FOREIGN_CERTAIN =
  /індикатор|индикатор|indicateurs?|indikatoren|indicador(?:es)?|indicatori|indicatoren|wskaźniki|göstergeleri|侵害指標|失陷指标|威胁指标|침해\s?지표|IoC|IOC/iu;
const FOREIGN_INDICATORS =
  /мережев|сетев|файл|хеш|домен|adresses? ip|noms? de domaine|empreintes|domänen|dateien|dominios|direcciones|archivos|domini|通信先|接続先|ハッシュ|マルウェア|域名|样本|恶意|哈希|地址|악성|해시|도메인/iu;
const FOREIGN_EVIDENCE =
  /参考|参照|références|quellen|literatur|referencias|riferimenti|посилання|ссылки|источники|참고|링크/iu;
const EVIDENCE =
  /\b(?:references?|further reading|see also|about|related (?:articles?|posts?|reading|content)|contacts?|conclusions?|acknowledge?ments?|disclaimers?|credits?|authors?|social media|table of contents|contents|mitre|att&ck|ttps?|tactics|techniques|mitigations?|recommendations?|remediation|licen[cs]e|copyright|feedback|comments?|leave a reply|discussion|reporting|changelog|revisions?|legal|subscribe|share this|newsletter|legitimate|benign|evidence|source|sources|links|original reference|navigation|tags|appendix: references|notifications?|traffic light)\b/i;
const RULES =
  /\b(?:yara|sigma|snort|suricata|detection rules?|rules|hunting quer(?:y|ies)|quer(?:y|ies)|detections?|signatures)\b/i;

/** English words need no second look. */
const BEYOND_ENGLISH = /[^\x20-\x7e]|indic|iocs?/i;
/** The kind of a section by the words of its heading. */
export function sectionKind(heading: string): SectionKind {
  if (announcesIndicators(heading)) return 'indicators';
  if (RULES.test(heading)) return 'rules';
  if (EVIDENCE.test(heading) || FOREIGN_EVIDENCE.test(heading)) return 'evidence';
  return INDICATORS.test(heading) || FOREIGN_INDICATORS.test(heading) ? 'indicators' : 'neutral';
}

/** Whether a heading announces indicators in so many words. */
export function announcesIndicators(heading: string): boolean {
  return CERTAIN.test(heading) || (BEYOND_ENGLISH.test(heading) && FOREIGN_CERTAIN.test(heading));
}

interface Open {
  level: number;
  kind: SectionKind;
  isCertain: boolean;
  heading: string;
}

/** The sections that are open: one holds its subsections, and ends at a heading of its own level or above. */
export class Sections {
  #open: Open[] = [];
  #isFirst = true;

  /** @param level 1 is the highest */
  enter(level: number, heading: string): void {
    this.#open = this.#open.filter((section) => section.level < level);
    const parent = this.#open.at(-1);
    // The title of a page is no section of its own.
    const isTitle = this.#isFirst && level === 1;
    this.#isFirst = false;
    const own = isTitle ? 'neutral' : sectionKind(heading);
    const kind = own === 'neutral' ? (parent?.kind ?? 'neutral') : own;
    const isCertain = !isTitle && (announcesIndicators(heading) || (own === 'neutral' && parent?.isCertain === true));
    this.#open.push({ level, kind, isCertain, heading });
  }

  get kind(): SectionKind {
    return this.#open.at(-1)?.kind ?? 'neutral';
  }

  get isCertain(): boolean {
    return this.#open.at(-1)?.isCertain ?? false;
  }

  get heading(): string {
    return this.#open.at(-1)?.heading ?? '';
  }
}
