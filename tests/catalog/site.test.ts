import { FILES, HOSTILE, siteOf } from './site';

const site = siteOf();
const page = (path: string) => site.get(path) ?? '';

/** Attributes that make a browser ask for something; a link of the documentation may lead out, when somebody clicks it. */
const sourcesOf = (text: string) =>
  [...text.replace(/<a href="https:[^"]*"/g, '').matchAll(/\s(?:src|href|action|data|srcset)="([^"]*)"/g)].map(
    ([, to]) => to ?? '',
  );

describe('the site', () => {
  it('has a page for everything, and files for other programs', () => {
    expect([...site.keys()].filter((path) => !path.startsWith('docs/')).sort()).toEqual([
      'assets/search-index.js',
      'assets/site.css',
      'assets/site.js',
      'attack-layer.json',
      'attack.html',
      'catalog.json',
      'coverage.csv',
      'coverage.html',
      'detections.html',
      'docs.html',
      'families.html',
      'families/badrat.html',
      expect.stringMatching(/^families\/img-src-x-onerror-.*\.html$/),
      'hunts/badrat/dns.html',
      'index.html',
      'indicators.csv',
      'records.html',
      'timeline.html',
    ]);
  });

  it('is the same for the same repository and day', () => {
    expect(siteOf()).toEqual(site);
  });

  it('asks for nothing outside itself, and every link leads to a page that is there', () => {
    for (const [path, text] of site) {
      if (!path.endsWith('.html')) continue;
      for (const to of sourcesOf(text)) {
        expect(to).not.toMatch(/^[a-z]+:|^\/\//i);
        const [file = ''] = new URL(to, `file:///site/${path}`).pathname.replace('/site/', '').split('#');
        expect([path, to, site.has(decodeURIComponent(file))]).toEqual([path, to, true]);
      }
    }
  });

  it('has a policy that lets only its own scripts and styles run, before either', () => {
    for (const [path, text] of site) {
      if (!path.endsWith('.html')) continue;
      expect(text).toMatch(
        /<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;/,
      );
      expect(text).not.toMatch(/\sstyle="|\son[a-z]+="/);
    }
  });

  it('shows foreign text as text, wherever it comes from', () => {
    for (const [path, text] of site) {
      if (!path.endsWith('.html')) continue;
      expect(text).not.toContain('<img');
      expect(text.match(/<script\b[^>]*>/g)).toEqual([
        expect.stringMatching(/^<script src="(\.\.\/)*assets\/site\.js" defer>$/),
      ]);
    }
    expect(page('hunts/badrat/dns.html')).toContain('&lt;img src=x onerror=');
    expect(page('assets/search-index.js')).not.toContain('<');
    expect(JSON.parse(page('catalog.json')).families.map(({ name }: { name: string }) => name)).toContain(HOSTILE);
  });

  it('shows a query with its parts marked, its tests and what it looks for', () => {
    const hunt = page('hunts/badrat/dns.html');
    expect(hunt).toContain(
      '| <span class="k">where</span> Indicator == <span class="s">&quot;&lt;b&gt;evil&lt;/b&gt;&quot;</span>',
    );
    expect(hunt).toContain('<span class="f">_GetWatchlist</span>');
    expect(hunt).toContain(
      '<dt>Indicators</dt><dd><a href="../../families/badrat.html#indicators">2 alive now (domain)</a></dd>',
    );
    expect(hunt).toContain(
      '<h2>Columns of a hit</h2><ul class="columns"><li><code>_DTItemId</code> <small>string</small>',
    );
    expect(hunt).toContain('<dt>Family</dt><dd><a href="../../families/badrat.html">BadRAT</a></dd>');
    expect(hunt).toContain('<summary>one-look-up <span class="badge good">finds 1</span></summary>');
    expect(hunt).toContain('<dt>Rows when it last ran</dt><dd>7</dd>');
    expect(hunt).toContain('<a href="../../attack.html#T1071.004">T1071.004 DNS</a>');
  });

  it('lays out two hundred indicators, and folds the others', () => {
    const row = (index: number) =>
      `d${index}.example,BadRAT,botnet_cc,75,2026-05-06,2026-08-04,Post,reports/a.md@0123456789ab`;
    const files = (count: number) => ({
      ...FILES,
      'watchlists/ioc-domain.csv': [
        'Indicator,MalwareFamily,ThreatType,Confidence,FirstSeen,ValidUntil,Source,Report',
        ...Array.from({ length: count }, (_, index) => row(index)),
        '',
      ].join('\r\n'),
    });
    const folds = (count: number) =>
      [...(siteOf(files(count)).get('families/badrat.html') ?? '').matchAll(/<summary>(.*?)<\/summary>/g)].map(
        ([, title]) => title,
      );
    expect(folds(200)).toEqual([]);
    expect(folds(401)).toEqual(['201 to 400 of 401', '401 to 401 of 401']);
  });

  it('lists the checks with what they look for', () => {
    expect(page('docs.html')).toContain('<td><a href="docs/checks/one.html">one</a></td><td>Text.</td>');
  });

  it('says of each indicator where its life stands', () => {
    const family = page('families/badrat.html');
    expect(family).toContain('3 indicators, 2 of them alive; 1 hunt');
    expect(
      [...family.matchAll(/<code>(\w+)\.example<\/code>[\s\S]*?<span class="badge \w+">(\w+)<\/span>/g)].map(
        ([, name, state]) => [name, state],
      ),
    ).toEqual([
      ['ending', 'ending'],
      ['alive', 'alive'],
      ['over', 'over'],
    ]);
    expect(family).toContain(
      '<progress class="alive" max="100" value="28" aria-label="28 % of its life is over"></progress>',
    );
    expect([...family.matchAll(/<li><code>(.*?)<\/code>/g)].map(([, report]) => report)).toEqual([
      'reports/a.md',
      'reports/b.md',
    ]);
  });

  it('lists what ends next', () => {
    expect(page('timeline.html')).toContain('<tr><td>2026-06-10</td><td>1</td><td>BadRAT (1)</td></tr>');
    expect(page('timeline.html')).not.toContain('<td>2026-03-01</td>');
  });

  it('counts techniques, and marks those that a hunt covers through a sub-technique', () => {
    expect(page('attack.html')).toMatch(/^<p class="lead">1 of \d+ techniques have a hunt or a rule/m);
    expect(page('attack.html')).toContain(
      '<a class="technique l1" href="#T1071.004" title="1 hunts and rules">T1071 Application Layer Protocol</a>',
    );
  });

  it('counts the hunts a table and kind of indicator', () => {
    expect(page('coverage.html')).toContain(
      '<tr><th scope="row">DnsEvents</th><td></td><td class="yes">1</td><td></td><td></td><td></td><td class="number">1</td></tr>',
    );
  });

  it('leads from one page of the documentation to another, and shows neither foreign HTML nor pictures', () => {
    expect(page('docs/guide.html')).toContain('<a href="checks/one.html#why">the other</a>');
    expect(page('docs/guide.html')).toContain('!<a href="https://tracker.example/x.png">picture</a>');
    expect(page('docs/guide.html')).toContain('<title>A guide · Sentinel Content</title>');
  });

  it('passes over a record that is no record', () => {
    expect(page('records.html').match(/<summary>/g)).toHaveLength(1);
    expect(page('records.html')).toContain('<summary>workspace production, 2026-05-20 08:00</summary>');
  });

  it('says what to do in a repository that has nothing yet', () => {
    const empty = siteOf({ 'sentinel.config.yaml': FILES['sentinel.config.yaml'] ?? '' });
    expect(empty.get('index.html')).toContain(
      'No report has been read yet: <code>sentinel ingest reports</code> begins.',
    );
    expect(empty.get('index.html')).toContain('Nothing is recorded yet');
    expect(empty.get('attack.html')).toContain('No hunt or rule names a technique.');
  });
});

describe('the Navigator layer', () => {
  it('has the covered techniques with their tactics as ATT&CK spells them', () => {
    const layer = JSON.parse(page('attack-layer.json'));
    expect(layer.domain).toBe('enterprise-attack');
    expect(layer.versions.layer).toBe('4.5');
    expect(layer.techniques).toEqual([
      expect.objectContaining({
        techniqueID: 'T1071.004',
        tactic: 'command-and-control',
        score: 1,
        showSubtechniques: true,
      }),
    ]);
  });
});
