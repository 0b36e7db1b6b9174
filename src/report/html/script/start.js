document.body.append(said);
startFailures();
startFilter();
startSteps();
startPrint();
startTimeline();
startLinks();
