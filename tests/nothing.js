/** Stands for the files of the KQL library, which `environment.js` has loaded already. */
