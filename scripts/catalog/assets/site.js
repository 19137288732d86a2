// The site without this script can be read in full; it adds search, the choice of light or dark, and two switches.
(() => {
  const root = document.documentElement;
  const base = root.dataset.root;

  let stored = null;
  try {
    stored = localStorage.getItem('theme');
  } catch {
    // Storage may be switched off; the system's choice holds then.
  }
  if (stored === 'light' || stored === 'dark') root.dataset.theme = stored;
  document.getElementById('theme').addEventListener('click', () => {
    const isDark = root.dataset.theme
      ? root.dataset.theme === 'dark'
      : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = isDark ? 'light' : 'dark';
    try {
      localStorage.setItem('theme', root.dataset.theme);
    } catch {
      // As above.
    }
  });

  for (const box of document.querySelectorAll('[data-toggles]')) {
    box.addEventListener('change', () => {
      document.getElementById(box.dataset.for).classList.toggle(box.dataset.toggles, box.checked);
    });
  }

  for (const field of document.querySelectorAll('[data-filters]')) {
    const rows = [...document.querySelectorAll(`#${field.dataset.filters} tbody tr`)];
    field.addEventListener('input', () => {
      const wanted = field.value.trim().toLowerCase();
      for (const row of rows) row.hidden = wanted !== '' && !row.textContent.toLowerCase().includes(wanted);
    });
  }

  const search = document.getElementById('search');
  const results = document.getElementById('results');
  const SHOWN = 30;
  let selected = -1;

  // A script instead of a request, so that the site works from a folder too.
  const loadIndex = () => {
    if (window.searchIndex || document.getElementById('index-script')) return;
    const script = document.createElement('script');
    script.id = 'index-script';
    script.src = `${base}assets/search-index.js`;
    script.addEventListener('load', show);
    document.head.append(script);
  };

  const close = () => {
    results.hidden = true;
    search.setAttribute('aria-expanded', 'false');
    search.removeAttribute('aria-activedescendant');
    selected = -1;
  };

  function show() {
    const words = search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0 || !window.searchIndex) return close();
    const found = [];
    for (const [kind, title, page, text] of window.searchIndex) {
      const hay = `${title} ${text}`.toLowerCase();
      if (words.every((word) => hay.includes(word))) found.push([kind, title, page]);
      if (found.length > SHOWN) break;
    }
    results.replaceChildren(...found.slice(0, SHOWN).map(item));
    if (found.length === 0) {
      const none = document.createElement('li');
      none.textContent = 'Nothing found';
      none.className = 'muted';
      results.append(none);
    }
    results.hidden = false;
    selected = -1;
    search.setAttribute('aria-expanded', 'true');
  }

  function item([kind, title, page], index) {
    const entry = document.createElement('li');
    entry.id = `result-${index}`;
    entry.setAttribute('role', 'option');
    const link = document.createElement('a');
    link.href = base + page;
    link.tabIndex = -1;
    const small = document.createElement('small');
    small.textContent = kind;
    link.append(title, ' ', small);
    entry.append(link);
    return entry;
  }

  function move(step) {
    const options = results.querySelectorAll('[role="option"]');
    if (options.length === 0) return;
    options[selected]?.setAttribute('aria-selected', 'false');
    selected = (selected + step + options.length) % options.length;
    options[selected].setAttribute('aria-selected', 'true');
    options[selected].scrollIntoView({ block: 'nearest' });
    search.setAttribute('aria-activedescendant', options[selected].id);
  }

  search.addEventListener('focus', loadIndex);
  search.addEventListener('input', () => {
    loadIndex();
    show();
  });
  search.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(-1);
    else if (event.key === 'Enter') results.querySelectorAll('[role="option"] a')[Math.max(selected, 0)]?.click();
    else if (event.key === 'Escape') close();
    else return;
    event.preventDefault();
  });
  document.addEventListener('click', (event) => {
    if (!results.contains(event.target) && event.target !== search) close();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || /input|textarea|select/i.test(event.target.tagName))
      return;
    event.preventDefault();
    search.focus();
  });
})();
