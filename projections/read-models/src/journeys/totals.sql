SELECT count(*),
       count(accepted_on),
       count(*) FILTER (WHERE "end" = 'withdrawn'),
       count(*) FILTER (WHERE "end" = 'completed'),
       coalesce(sum(minutes_logged), 0),
       coalesce(sum(minutes_claimable), 0),
       coalesce(sum(claimed), 0),
       coalesce(sum(paid), 0)
FROM journeys;
