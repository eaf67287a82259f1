<#list dependencyMap as e>
<#assign p = e.getKey()>
${p.groupId}:${p.artifactId}:${p.version}  <#list e.getValue() as licence>${licence}<#if licence_has_next> or </#if></#list>
</#list>
