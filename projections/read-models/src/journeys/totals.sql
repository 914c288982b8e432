SELECT count(*),
       count(accepted_on),
       count(*) FILTER (WHERE ended_as = 'withdrawn'),
       count(*) FILTER (WHERE ended_as = 'completed'),
       coalesce(sum(minutes_logged), 0),
       coalesce(sum(minutes_claimable), 0),
       coalesce(sum(claimed_pence), 0),
       coalesce(sum(paid_pence), 0)
FROM journeys;
